-- Keeps an answer with its ETag, and says which old ones are too many.
-- KEYS: the answer, the index of the installation's answers (score: when stored)
-- ARGV: now (ms), most kept, etag, next page, body
redis.call('HSET', KEYS[1], 'etag', ARGV[3], 'next', ARGV[4], 'body', ARGV[5])
redis.call('PEXPIRE', KEYS[1], 86400000)
redis.call('ZADD', KEYS[2], ARGV[1], KEYS[1])
redis.call('PEXPIRE', KEYS[2], 90000000)
local surplus = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[2])
if surplus <= 0 then return {} end
local old = redis.call('ZRANGE', KEYS[2], 0, surplus - 1)
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, surplus - 1)
return old
