"""The register of instructors: by what they are qualified, until when, and what they have led."""
