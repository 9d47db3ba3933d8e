/** AWS's error codes with their HTTP status and text (S3 API Reference, Error responses; S3 User Guide, Troubleshooting). */
export const ERRORS = {
  NoSuchBucket: { httpStatus: 404, message: 'The specified bucket does not exist' },
  NoSuchAccessPoint: { httpStatus: 404, message: 'The specified accesspoint does not exist' },
  AccessPointAlreadyOwnedByYou: {
    httpStatus: 409,
    message: 'Your previous request to create the named accesspoint succeeded and you already own it.',
  },
  NoSuchKey: { httpStatus: 404, message: 'The specified key does not exist.' },
  NotFound: { httpStatus: 404, message: 'Not Found' },
  AccessDenied: { httpStatus: 403, message: 'Access Denied' },
  Forbidden: { httpStatus: 403, message: 'Forbidden' },
  AccessControlListNotSupported: { httpStatus: 400, message: 'The bucket does not allow ACLs' },
  InvalidBucketAclWithObjectOwnership: {
    httpStatus: 400,
    message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  },
  InvalidBucketAclWithBlockPublicAccessError: {
    httpStatus: 400,
    message: 'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
  },
  NoSuchBucketPolicy: { httpStatus: 404, message: 'The bucket policy does not exist' },
  NoSuchPublicAccessBlockConfiguration: {
    httpStatus: 404,
    message: 'The public access block configuration was not found',
  },
  BucketAlreadyExists: {
    httpStatus: 409,
    message:
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
  },
  BucketAlreadyOwnedByYou: {
    httpStatus: 409,
    message: 'Your previous request to create the named bucket succeeded and you already own it.',
  },
  BucketNotEmpty: { httpStatus: 409, message: 'The bucket you tried to delete is not empty' },
  InvalidBucketName: { httpStatus: 400, message: 'The specified bucket is not valid.' },
  InvalidRequest: { httpStatus: 400, message: 'The request is not valid.' },
  MissingSecurityHeader: { httpStatus: 400, message: 'Your request was missing a required header' },
  UnexpectedContent: { httpStatus: 400, message: 'This request does not support content' },
  InvalidArgument: { httpStatus: 400, message: 'Invalid Argument' },
  KeyTooLongError: { httpStatus: 400, message: 'Your key is too long' },
  EntityTooLarge: { httpStatus: 400, message: 'Your proposed upload exceeds the maximum allowed size' },
  MalformedPolicy: { httpStatus: 400, message: 'Policy is malformed' },
  MethodNotAllowed: { httpStatus: 405, message: 'The specified method is not allowed against this resource.' },
} as const;

export type ErrorCode = keyof typeof ERRORS;
