"""Reading the files of other systems: row by row checked, with what is wrong said by file, row and column."""
