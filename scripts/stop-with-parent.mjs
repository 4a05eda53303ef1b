// Preloaded into the services. When the process that started them is killed outright it can't stop
// them any more; the closed channel shows it, and they stop as they would on a signal.
// `next dev` hands this on to a process of its own, which it stops itself, and which waits on its channel alone:
// without a hold on the channel it would end before its first message.
if (process.channel !== undefined && process.env.NEXT_PRIVATE_WORKER === undefined) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  // Watching must not be what keeps a finished process alive.
  process.channel.unref();
}
