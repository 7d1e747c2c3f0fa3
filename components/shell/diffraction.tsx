const rays = Array.from({ length: 8 }, (_, index) => index);

/** The picture of the name: one beam in, its parts out, each in a policy's colour. Decoration. */
export function Diffraction() {
  return (
    <svg
      viewBox="0 0 640 520"
      fill="none"
      className="h-full w-full"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <path d="M-20 318 252 250" stroke="var(--ink)" strokeWidth="2.5" />
      {rays.map((index) => (
        <path
          key={index}
          d={`M${330 + index * 6} ${212 + index * 13} 680 ${70 + index * 62}`}
          stroke={`var(--policy-${index + 1})`}
          strokeWidth="2.5"
        />
      ))}
      {rays.map((index) => (
        <path
          key={index}
          d={`M252 250 ${330 + index * 6} ${212 + index * 13}`}
          stroke={`var(--policy-${index + 1})`}
          strokeOpacity="0.35"
          strokeWidth="1.5"
        />
      ))}
      <path d="M300 130 416 332H184Z" stroke="var(--ink)" strokeWidth="2.5" strokeLinejoin="round" />
    </svg>
  );
}
