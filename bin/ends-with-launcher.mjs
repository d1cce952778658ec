/**
 * Loaded before the script that the brought Node runs. The launcher holds the other end of this pipe
 * and never writes; that it closes says that the launcher is gone, killed too. Nobody could stop or
 * see this process then, so it ends as it would be killed, which loses nothing.
 */
import { Socket } from 'node:net';

const handed = process.env.PAWL_LAUNCHER_FD;
// Threads and children of the script are started with the same words, and have no launcher.
if (handed !== undefined) {
  delete process.env.PAWL_LAUNCHER_FD;
  const pipe = new Socket({ fd: Number(handed), readable: true, writable: false });
  pipe.on('error', () => undefined);
  pipe.on('close', () => process.kill(process.pid, 'SIGKILL'));
  pipe.resume();
  pipe.unref();
}
