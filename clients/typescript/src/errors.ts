/** `connection`: network, ticket, time-out. `message`: the server refused a request. `data`: what came cannot be used. */
export type ErrorCategory = "connection" | "message" | "data";

/** What went wrong, for a person or a log. The client has already acted on it. */
export interface ClientError {
  readonly category: ErrorCategory;
  /** A code of the protocol, or `socket_lost`, `ticket_failed`, `poll_failed`, `unreadable`, `unstable`. */
  readonly code: string;
  readonly message: string;
  readonly channel?: string;
}

/** The receiver refused a message for good: it is not sent again. */
export class RefusedError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "RefusedError";
    this.code = code;
  }
}

/** The queue was full, and its policy gave up this message. */
export class QueueOverflowError extends Error {
  constructor(most: number) {
    super(`queue: more than ${most} messages wait`);
    this.name = "QueueOverflowError";
  }
}
