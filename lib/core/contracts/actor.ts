/** Who asks the management API or looks at a page. */
export const roles = ["viewer", "admin"] as const;
export type Role = (typeof roles)[number];

export interface Actor {
  readonly kind: "person" | "admin-token";
  /** The person's id; `null` for the admin token. */
  readonly id: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
}

/** Whether the role is enough: an admin may do all that a viewer may. */
export function hasRole(actor: Actor, role: Role): boolean {
  return roles.indexOf(actor.role) >= roles.indexOf(role);
}
