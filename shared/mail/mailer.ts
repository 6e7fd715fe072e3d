export interface Mail {
  /** The same for what is sent again because nobody knows whether it was sent. */
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Sends mail, from the address that it was made with. Throws where the mail was not taken. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}
