"""The company's directory comes in here: people and home teams by SCIM 2.0 (RFC 7643, 7644), kept by the services that organizers use."""
