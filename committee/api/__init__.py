"""Open data: what was published, read-only, for anybody. `/api/v1/openapi.json` describes it."""
