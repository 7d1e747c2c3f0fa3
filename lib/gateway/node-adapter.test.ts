import { describeGateway } from "@/lib/testing/describe-gateway";
import { startNodeGateway } from "@/lib/testing/start-node-gateway";

describeGateway("the Node adapter", startNodeGateway);
