/** Addresses at which objects of one bucket can be had without credentials, for a while. */
export interface DownloadLinks {
  /** The download is offered under a name (ASCII letters, digits and `._-`) and as a media type. */
  linkTo(key: string, download: { name: string; mediaType: string; seconds: number }): Promise<string>;
}
