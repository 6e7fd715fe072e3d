/** An error as AWS sends it; `name` is the exception that the SDK raises. */
export class AwsError extends Error {
  override readonly name: string;
  readonly httpStatus: number;

  constructor(name: string, message: string, httpStatus = 400) {
    super(message);
    this.name = name;
    this.httpStatus = httpStatus;
  }
}
