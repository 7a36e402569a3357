/** Something only the operator can put right. The message says what to do, holds no secrets, and may be logged. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}
