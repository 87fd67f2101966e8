// The child process that alone loads keytar: what hangs or crashes there never reaches the program.
export {}
