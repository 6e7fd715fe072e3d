import sparticuz from '@sparticuz/chromium';

/** Once, before any test: the package unpacks its browser into a shared place, which two at once would spoil. */
export default async function unpackChromium(): Promise<void> {
  await sparticuz.executablePath();
}
