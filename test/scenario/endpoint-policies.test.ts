import { expect, test } from 'vitest';
import { readScenario } from '../../src/scenario/scenario.ts';

/** The problems of a gateway endpoint with this policy, as `line:code`. */
async function problems(policy: string): Promise<readonly string[]> {
  const text = `accounts:
  shop:
    id: "111122223333"
    ec2:
      vpcs: { main: { cidrBlock: 10.0.0.0/16 } }
      vpcEndpoints:
        s3:
          vpc: main
          type: Gateway
          service: s3
          policy:
            Version: "2012-10-17"
            Statement:
              - ${policy}
`;
  const { diagnostics } = await readScenario({ path: 'x.yaml', text });
  return diagnostics.map(({ code, place }) => `${place.source.text.slice(0, place.offset).split('\n').length}:${code}`);
}

test('the policy of an endpoint is held to the grammar of policies when the scenario is read', async () => {
  expect(await problems('{ Effect: Allow, Principal: "*", Action: "s3:*", Resource: "*" }')).toEqual([]);
  expect(await problems('{ Effect: Alow, Principal: "*", Action: "s3:*", Resource: "*" }')).toHaveLength(1);
  expect(await problems('{ Effect: Allow, Action: "s3:*", Resource: "*" }')).toHaveLength(1);
  expect(await problems('{ Effect: Allow, Principal: "*", Actoin: "s3:*", Resource: "*" }')).not.toEqual([]);
});
