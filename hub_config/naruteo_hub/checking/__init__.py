"""Checking a course before learners see it: are its solutions right, its tests sharp, its versions alike?"""
