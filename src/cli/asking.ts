/**
 * Questions between threads: each has a number, and its answer the same. What fails is told as it
 * failed, so that whoever asked throws the same thing.
 */
import { type MessagePort, Worker } from 'node:worker_threads';
import { EngineError, type EngineErrorCode } from '../engine-error.ts';

/** A worker, or its port to whoever made it. */
type Port = Worker | MessagePort;

function hear(port: Port, heard: (message: Question | Answer) => void): void {
  if (port instanceof Worker) port.on('message', heard);
  else port.on('message', heard);
}

interface Question {
  readonly kind: 'question';
  readonly id: number;
  readonly asked: unknown;
}

interface Failure {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of an EngineError alone. */
  readonly hint?: string;
  readonly code?: string;
  readonly errcode?: number;
}

interface Answer {
  readonly kind: 'answer';
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: Failure;
}

/** A function that asks whoever is at the other end. */
export function asking(port: Port): (asked: unknown) => Promise<unknown> {
  let last = 0;
  const open = new Map<number, (answer: Answer) => void>();
  hear(port, (message) => {
    if (message.kind !== 'answer') return;
    open.get(message.id)?.(message);
    open.delete(message.id);
  });
  return async (asked) => {
    last += 1;
    const id = last;
    const answer = await new Promise<Answer>((resolve) => {
      open.set(id, resolve);
      port.postMessage({ kind: 'question', id, asked } satisfies Question, []);
    });
    if (answer.failure !== undefined) throw errorOf(answer.failure);
    return answer.value;
  };
}

/** Answers questions, one at a time in their order. */
export function answering(
  port: Port,
  answer: (asked: unknown) => Promise<{ value: unknown; transfer?: ArrayBuffer[] }>,
): void {
  let before: Promise<void> = Promise.resolve();
  const reply = async ({ id, asked }: Question): Promise<void> => {
    try {
      const { value, transfer = [] } = await answer(asked);
      port.postMessage({ kind: 'answer', id, value } satisfies Answer, transfer);
    } catch (error) {
      port.postMessage({ kind: 'answer', id, failure: failureOf(error) } satisfies Answer, []);
    }
  };
  hear(port, (message) => {
    if (message.kind === 'question') before = before.then(() => reply(message));
  });
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined };
  const { message, stack } = error;
  const { hint, code, errcode } = error as Error & Failure;
  return {
    message,
    stack,
    ...(hint === undefined ? {} : { hint }),
    ...(code === undefined ? {} : { code }),
    ...(errcode === undefined ? {} : { errcode }),
  };
}

function errorOf({ message, stack, hint, code, errcode }: Failure): Error {
  if (hint !== undefined) return new EngineError(code as EngineErrorCode, message, hint);
  return Object.assign(new Error(message), { stack, code, errcode });
}
