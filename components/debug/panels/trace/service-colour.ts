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

export type ServiceColour = (typeof colours)[number];

/** A service's colour within one trace: by the order in which services first appear, so that any eight differ. */
export function serviceColour(services: readonly string[], service: string): ServiceColour {
  return colours[Math.max(0, services.indexOf(service)) % colours.length] ?? colours[0];
}
