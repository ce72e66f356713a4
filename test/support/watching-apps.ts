import { wsgify } from '../../src/handlers/wsgify.ts';
import { happening } from './raw.ts';
import { deferred } from './servers.ts';

/** An application that waits until its client has disconnected. */
export function waiting() {
  const arrived = happening();
  const left = happening();
  const app = wsgify(async (request) => {
    arrived.happen();
    await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
    left.happen();
    return 'too late';
  });
  return { app, arrived: arrived.promise, left: left.promise };
}

/** An application that asks whether its client has disconnected only after it is told to proceed. */
export function askingLate() {
  const proceed = deferred();
  const arrived = happening();
  const aborted = happening<boolean>();
  const app = wsgify(async (request) => {
    arrived.happen();
    await proceed.promise;
    aborted.happen(request.signal.aborted);
    return '';
  });
  return { app, arrived: arrived.promise, aborted: aborted.promise, proceed: () => proceed.resolve() };
}
