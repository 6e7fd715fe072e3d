/** From best to worst. Apart from the schemas, so that code without validation need not load them. */
export const severities = ['OK', 'INFO', 'WARNING', 'ERROR'] as const;
