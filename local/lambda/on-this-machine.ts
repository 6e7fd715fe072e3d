/**
 * Variables that tell a deployment what only whoever deploys it can know, and what is the case on one machine: links lead
 * here, mails go to the inbox page, and webhooks may go to other programs of the machine. The rest stays as it is.
 */
export function onThisMachine(
  variables: Readonly<Record<string, string>>,
  apiUrl: string,
): Readonly<Record<string, string>> {
  const here: Readonly<Record<string, string>> = {
    CONSOLE_URL: apiUrl,
    // There is no AWS console to look at it.
    EXECUTION_URL: '',
    MAIL_FROM: 'Syncline <syncline@localhost.localdomain>',
    WEBHOOK_REACH: 'internet-and-loopback',
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, here[name] ?? value]));
}
