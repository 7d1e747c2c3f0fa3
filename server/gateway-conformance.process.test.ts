import { afterAll, describe } from "vitest";
import { describeAttribution } from "@/lib/testing/clients/describe-attribution";
import { describeClients } from "@/lib/testing/clients/describe-clients";
import { describeFidelity } from "@/lib/testing/describe-fidelity";
import { describeGateway } from "@/lib/testing/describe-gateway";
import { describeRawHttp } from "@/lib/testing/describe-raw-http";
import { SharedProduct } from "@/lib/testing/shared-product";

const ways = [
  { name: "npm start", command: "start" },
  { name: "the Next route handlers alone", command: "next" },
] as const;

for (const { name, command } of ways) {
  describe(`the product by ${name}`, () => {
    const product = new SharedProduct(command);
    afterAll(() => product.close());
    describeGateway(name, product.connect);
    describeAttribution(name, product.connect);
    // Next reads requests in its own way, and its answers have their headers in lower case (docs/fidelity.md).
    if (command === "next") return;
    describeClients(name, product.connect);
    describeFidelity(name, product.connect);
    describeRawHttp(name, product.connect);
  });
}
