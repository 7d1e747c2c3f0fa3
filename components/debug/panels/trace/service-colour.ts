/** Colours of services as they are written for Tailwind, and as variables for what is drawn by script. */
const colours = [
  { fill: "bg-policy-2", variable: "--policy-2" },
  { fill: "bg-policy-3", variable: "--policy-3" },
  { fill: "bg-policy-5", variable: "--policy-5" },
  { fill: "bg-policy-1", variable: "--policy-1" },
  { fill: "bg-policy-7", variable: "--policy-7" },
  { fill: "bg-policy-4", variable: "--policy-4" },
  { fill: "bg-policy-6", variable: "--policy-6" },
  { fill: "bg-policy-8", variable: "--policy-8" },
] as const;

/** What lies over the colour where colours begin again; written out, for Tailwind finds only whole names. */
const patterns = [
  "",
  "[background-image:repeating-linear-gradient(135deg,transparent_0_2px,var(--surface)_2px_4px)]",
  "[background-image:repeating-linear-gradient(0deg,transparent_0_2px,var(--surface)_2px_3.5px)]",
] as const;

export interface ServiceColour {
  /** Classes: the colour, and a pattern from the ninth service on. */
  readonly fill: string;
  /** The colour alone. */
  readonly variable: string;
}

/** A service's looks within one trace: by the order in which services first appear, so that any twenty-four differ. */
export function serviceColour(services: readonly string[], service: string): ServiceColour {
  const index = Math.max(0, services.indexOf(service));
  const { fill, variable } = colours[index % colours.length] ?? colours[0];
  const pattern = patterns[Math.floor(index / colours.length) % patterns.length] ?? "";
  return { fill: pattern === "" ? fill : `${fill} ${pattern}`, variable };
}
