import { describe, expect, test } from 'vitest';
import { type CannedAcl, grantsOf, type RequestedAcl } from '../../../src/services/s3/acl/acl.ts';
import type { Switch } from '../../../src/services/s3/block/block-public-access.ts';
import type { ObjectOwnership } from '../../../src/services/s3/ownership.ts';
import { statusOfDocument } from '../../../src/services/s3/policy/document.ts';
import {
  createBucketRuling,
  ownershipRuling,
  policyRuling,
  setAclRuling,
  uploadRuling,
} from '../../../src/services/s3/rulings.ts';
import { allow, grants, OWNER, PARTNER, policyOf } from './helpers.ts';

const canned = (name: CannedAcl): RequestedAcl => ({ canned: name });
const setting = (ownership: ObjectOwnership | 'unknown', blockPublicAcls: Switch = false) => ({
  ownership,
  bucketOwner: OWNER,
  blockPublicAcls,
});

describe('uploads by another account (S3 User Guide, Controlling ownership of objects)', () => {
  test.each<[ObjectOwnership, CannedAcl | undefined, string]>([
    ['BucketOwnerEnforced', undefined, OWNER],
    ['BucketOwnerEnforced', 'bucket-owner-full-control', OWNER],
    ['BucketOwnerEnforced', 'public-read', 'acl-not-supported'],
    ['BucketOwnerEnforced', 'private', 'acl-not-supported'],
    ['BucketOwnerPreferred', undefined, PARTNER],
    ['BucketOwnerPreferred', 'bucket-owner-full-control', OWNER],
    ['BucketOwnerPreferred', 'bucket-owner-read', PARTNER],
    ['BucketOwnerPreferred', 'public-read', PARTNER],
    ['ObjectWriter', undefined, PARTNER],
    ['ObjectWriter', 'bucket-owner-full-control', PARTNER],
  ])('%s with %s: %s', (ownership, acl, expected) => {
    const ruling = uploadRuling(setting(ownership), { writer: PARTNER, acl: acl && canned(acl) });
    expect('taken' in ruling ? ruling.taken.owner : ruling.refused).toBe(expected);
  });

  test('a bucket without ACLs takes the same full control written as a grant, and no other', () => {
    const put = (...lines: string[]) =>
      uploadRuling(setting('BucketOwnerEnforced'), { writer: PARTNER, acl: { grants: grants(...lines) } });
    expect(put(`FULL_CONTROL to ${OWNER}`)).toHaveProperty('taken');
    expect(put(`FULL_CONTROL to ${PARTNER}`)).toEqual({ refused: 'acl-not-supported' });
    expect(put(`FULL_CONTROL to ${OWNER}`, `READ to ${PARTNER}`)).toEqual({ refused: 'acl-not-supported' });
  });

  test('BlockPublicAcls refuses public ACLs only', () => {
    const put = (acl: CannedAcl) => uploadRuling(setting('ObjectWriter', true), { writer: PARTNER, acl: canned(acl) });
    expect(put('public-read')).toEqual({ refused: 'public-acl-blocked' });
    expect(put('authenticated-read')).toEqual({ refused: 'public-acl-blocked' });
    expect(put('bucket-owner-full-control')).toHaveProperty('taken');
  });

  test('what the scenario leaves open stays open where it matters', () => {
    expect(uploadRuling(setting('unknown'), { writer: OWNER })).toHaveProperty('taken');
    expect(uploadRuling(setting('unknown'), { writer: PARTNER })).toEqual({ refused: 'rests-on-unknown' });
    const openToAll = uploadRuling(setting('ObjectWriter', 'unknown'), { writer: OWNER, acl: canned('public-read') });
    expect(openToAll).toEqual({ refused: 'rests-on-unknown' });
  });
});

describe('the grants of canned ACLs (S3 User Guide, Access control list overview: Canned ACL)', () => {
  const object = { owner: PARTNER, bucketOwner: OWNER };
  const bucket = { owner: OWNER, bucketOwner: OWNER };
  test.each<[CannedAcl, 'bucket' | 'object', readonly string[]]>([
    ['private', 'object', [`FULL_CONTROL to ${PARTNER}`]],
    ['public-read', 'object', [`FULL_CONTROL to ${PARTNER}`, 'READ to AllUsers']],
    ['public-read-write', 'bucket', [`FULL_CONTROL to ${OWNER}`, 'READ to AllUsers', 'WRITE to AllUsers']],
    ['authenticated-read', 'object', [`FULL_CONTROL to ${PARTNER}`, 'READ to AuthenticatedUsers']],
    ['bucket-owner-read', 'object', [`FULL_CONTROL to ${PARTNER}`, `READ to ${OWNER}`]],
    ['bucket-owner-full-control', 'object', [`FULL_CONTROL to ${PARTNER}`, `FULL_CONTROL to ${OWNER}`]],
    ['bucket-owner-full-control', 'bucket', [`FULL_CONTROL to ${OWNER}`]],
    ['log-delivery-write', 'bucket', [`FULL_CONTROL to ${OWNER}`, 'WRITE to LogDelivery', 'READ_ACP to LogDelivery']],
  ])('%s on a %s', (acl, on, expected) => {
    expect(grantsOf(canned(acl), on === 'object' ? object : bucket, on)).toEqual(grants(...expected));
  });
});

describe('setting ACLs, ownership and policies', () => {
  test('Block Public Access speaks before Object Ownership', () => {
    const put = (ownership: ObjectOwnership, block: boolean) =>
      setAclRuling(setting(ownership, block), { on: 'bucket', owner: OWNER, acl: canned('public-read') });
    expect(put('BucketOwnerEnforced', true)).toEqual({ refused: 'public-acl-blocked' });
    expect(put('BucketOwnerEnforced', false)).toEqual({ refused: 'acl-not-supported' });
    expect(put('ObjectWriter', false)).toEqual({ taken: grants(`FULL_CONTROL to ${OWNER}`, 'READ to AllUsers') });
  });

  test('ACLs can be disabled once the bucket ACL grants nothing to others', () => {
    const disable = (...lines: string[]) =>
      ownershipRuling('BucketOwnerEnforced', { acl: grants(...lines), owner: OWNER });
    expect(disable(`FULL_CONTROL to ${OWNER}`)).toEqual({ taken: 'BucketOwnerEnforced' });
    expect(disable(`FULL_CONTROL to ${OWNER}`, 'READ to AllUsers')).toEqual({ refused: 'bucket-acl-with-ownership' });
    expect(disable(`READ to ${PARTNER}`)).toEqual({ refused: 'bucket-acl-with-ownership' });
    expect(ownershipRuling('ObjectWriter', { acl: grants('READ to AllUsers'), owner: OWNER })).toEqual({
      taken: 'ObjectWriter',
    });
  });

  test('a new bucket cannot start with a public ACL', () => {
    const create = (ownership: ObjectOwnership, acl?: CannedAcl, blockPublicAcls = false) =>
      createBucketRuling({ owner: OWNER, ownership, acl: acl && canned(acl), blockPublicAcls });
    expect(create('BucketOwnerEnforced', 'public-read')).toEqual({ refused: 'bucket-acl-with-ownership' });
    expect(create('ObjectWriter', 'public-read')).toEqual({ refused: 'public-acl-blocked-on-create' });
    expect(create('ObjectWriter', 'public-read', true)).toEqual({ refused: 'public-acl-blocked' });
    expect(create('BucketOwnerEnforced', 'private')).toHaveProperty('taken');
    expect(create('ObjectWriter', 'log-delivery-write')).toHaveProperty('taken');
  });

  test('BlockPublicPolicy refuses public policies only', () => {
    const everybody = statusOfDocument(policyOf(allow()), 'test');
    const partner = statusOfDocument(policyOf(allow({ Principal: { AWS: PARTNER } })), 'test');
    expect(policyRuling(everybody, true)).toEqual({ refused: 'public-policy-blocked' });
    expect(policyRuling(everybody, false)).toHaveProperty('taken');
    expect(policyRuling(partner, true)).toHaveProperty('taken');
    expect(policyRuling(everybody, 'unknown')).toEqual({ refused: 'rests-on-unknown' });
  });
});
