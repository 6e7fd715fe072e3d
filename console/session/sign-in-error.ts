/** The issuer has answered, and let nobody in: the message is for people. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
}
