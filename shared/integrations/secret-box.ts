/**
 * Encrypts what must not be readable at rest. The context is authenticated with the text: what was sealed for one
 * integration opens for no other.
 */
export interface SecretBox {
  seal(plain: string, context: Record<string, string>): Promise<string>;
  /** Throws where the text was changed, or was sealed with another key or context. */
  open(sealed: string, context: Record<string, string>): Promise<string>;
}

/** The context that an integration's secrets are sealed with. */
export const secretContext = (org: string, integrationId: string): Record<string, string> => ({ org, integrationId });
