/** Whether a request target belongs to the gateway; everything else is the console's. */
export function isGatewayPath(target: string): boolean {
  return /^\/(?:(?:openai|anthropic)\/)?v1(?:\/|$|\?)/.test(target);
}
