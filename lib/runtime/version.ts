/** Of this product, as it calls itself in traces and metrics. */
export const version = "0.1.0";
