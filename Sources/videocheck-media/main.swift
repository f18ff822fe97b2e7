import Glibc
import Media

// Synchronous on purpose: the process confines its only thread before it reads anything.
exit(MediaWorker.serve(socket: STDIN_FILENO))
