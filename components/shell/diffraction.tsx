/** The policy colours in the order of a spectrum. */
const spectrum = [8, 3, 7, 5, 2, 6, 1, 4] as const;

/** Where the beam enters the left edge of the prism. */
const entry = "228 252";

/** Where a part leaves the right edge, and how far apart the parts have come at the margin. */
function findRay(index: number): { readonly exit: string; readonly end: string } {
  const y = 204 + index * 12;
  const x = 300 + (y - 120) * (116 / 212);
  return { exit: `${x.toFixed(1)} ${y}`, end: `700 ${40 + index * 58}` };
}

/** The picture of the name: one beam in, its parts out, each in a policy's colour. Decoration. */
export function Diffraction() {
  return (
    <svg
      viewBox="0 0 640 520"
      fill="none"
      className="size-full"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <path d="M300 120 416 332H184Z" fill="var(--surface)" />
      {spectrum.map((color, index) => {
        const { exit, end } = findRay(index);
        const stroke = `var(--policy-${color})`;
        return (
          <g key={color} stroke={stroke} strokeLinecap="round">
            <path d={`M${entry} ${exit}`} strokeWidth="0.75" strokeOpacity="0.45" />
            <path d={`M${exit} ${end}`} strokeWidth="1.5" />
          </g>
        );
      })}
      <path d={`M-20 314 ${entry}`} stroke="var(--ink)" strokeWidth="1.5" />
      <path d="M300 120 416 332H184Z" stroke="var(--ink)" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
