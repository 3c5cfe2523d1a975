// Imported before a command when an older Node stands between it and the shell. If that one is killed without a
// chance to pass it on, the command ends too instead of living on unseen.
const parent = Number(process.env.CUSTOS_FOLLOWS);
delete process.env.CUSTOS_FOLLOWS;
const lookEveryMs = 500;

if (Number.isInteger(parent) && parent > 1) {
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, lookEveryMs).unref();
}
