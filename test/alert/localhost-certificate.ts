/**
 * A certificate for the mail servers of tests, which stand on loopback for a moment: its key is no
 * secret and guards nothing. Made with `openssl req -x509`, for localhost, valid for a century.
 */
export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyxYo3uR+PsPPNLH+
jPS4NgnHE1FczFMgpfHYPeEBlKyhRANCAASi6EyEGAwOsaRplKmmet2cuQlsPkg+
Nr8MKRnyOtmCOkpPgx9h7FdxUd9h1N1PlSPmRBKt+MfEoVMFnfPe1sfZ
-----END PRIVATE KEY-----`;

export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUZlkm6PZgRNVvcsdCCnlcSWDN8uowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA5NDAzNloYDzIxMjYxMDI4
MDk0MDM2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASi6EyEGAwOsaRplKmmet2cuQlsPkg+Nr8MKRnyOtmCOkpPgx9h7Fdx
Ud9h1N1PlSPmRBKt+MfEoVMFnfPe1sfZo28wbTAdBgNVHQ4EFgQURdLpwUf7YLRe
peIHh8Ri3aXvCSQwHwYDVR0jBBgwFoAURdLpwUf7YLRepeIHh8Ri3aXvCSQwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgY5yA3ii1C+S6/xFYj8skSAJv+fgZb1po8/JimbYL6PQCIA0d
XZJkfFGffw6zkuCTw7Cngio8BgFN6DJO2yUYfD6y
-----END CERTIFICATE-----`;
