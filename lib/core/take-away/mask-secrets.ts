/** What looks like a key, a token or a password: first what is known by its beginning, then what stands behind a telling name. */
const patterns: readonly RegExp[] = [
  /\b(dfr_[A-Za-z0-9]{4})[A-Za-z0-9_-]{8,}/g,
  /\b((?:sk|pk|rk)-(?:ant-|proj-|or-)?[A-Za-z0-9]{2})[A-Za-z0-9_-]{12,}/g,
  /\b((?:ghp|gho|ghs|ghu|github_pat|glpat|xox[abpors])[-_][A-Za-z0-9]{2})[A-Za-z0-9_-]{10,}/g,
  /\b((?:AKIA|ASIA)[A-Z0-9]{2})[A-Z0-9]{12,}/g,
  /\b(AIza[A-Za-z0-9]{2})[A-Za-z0-9_-]{20,}/g,
  /\b(eyJ[A-Za-z0-9_-]{4})[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g,
  /((?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /((?:password|passwd|secret|api[-_]?key|access[-_]?token)["']?\s*[:=]\s*["']?)[^\s"',;]{6,}/gi,
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?=-----END|$)/g,
];

/** The text with everything that looks like a secret cut to its beginning and `***`: for what people paste in public. */
export function maskSecrets(text: string): string {
  return patterns.reduce((masked, pattern) => masked.replace(pattern, "$1***"), text);
}
