/**
 * The header in which an endpoint takes its key.
 */

/**
 * `api-key` for a host of Azure, which takes a resource's key there, and only tokens of Entra ID, which are JWTs, as
 * Bearer; undefined for every other host.
 */
export function keyHeaderOf(url: string, apiKey: string): string | undefined {
  const isAzure = /\.azure(?:-api)?\.(?:com|net|us|cn)$/.test(new URL(url).hostname);
  return isAzure && !apiKey.startsWith('eyJ') ? 'api-key' : undefined;
}
