"""Checks the token on stdin through the live JWKS and prints its claims: verify_token.py ISSUER AUDIENCE"""

import json
import sys

import jwt

issuer, audience = sys.argv[1:3]
token = sys.stdin.read().strip()
if jwt.get_unverified_header(token)["typ"] != "poze+jwt":
    sys.exit("another type of token")
key = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json").get_signing_key_from_jwt(token)
required = ["iss", "aud", "sub", "iat", "exp", "jti", "nonce"]
claims = jwt.decode(token, key, algorithms=["ES256", "EdDSA"], issuer=issuer, audience=audience, options={"require": required})
print(json.dumps(claims))
