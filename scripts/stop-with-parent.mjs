// Preloaded into the services. When the process that started them is killed outright it can't stop
// them any more; the closed channel tells, and they stop as they would on a signal.
if (process.channel !== undefined) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  // Watching must not be what keeps a finished process alive.
  process.channel.unref();
}
