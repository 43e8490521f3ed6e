-- A request has ended: it is no longer under way, and its answer's headers say what is left of the primary limit.
-- KEYS: state hash, requests under way
-- ARGV: id, resource, limit, remaining, reset (ms; these three empty when the answer had none), returned (1 when it cost nothing)
redis.call('ZREM', KEYS[2], ARGV[1])
local limit, remaining, reset = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
if not remaining or not reset then return 0 end

local known = redis.call('HMGET', KEYS[1], ARGV[2] .. ':remaining', ARGV[2] .. ':reset')
local before, until_then = tonumber(known[1] or nil), tonumber(known[2] or nil)
-- GitHub's seconds and ours round differently; a window that begins anew ends much later.
if before and until_then and math.abs(reset - until_then) < 5000 then
  -- What is under way has been taken off already, and is not yet in what an earlier answer says.
  remaining = math.min(remaining, before + tonumber(ARGV[6]))
elseif until_then and reset < until_then then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[2] .. ':limit', limit, ARGV[2] .. ':remaining', remaining, ARGV[2] .. ':reset', ARGV[5])
redis.call('PEXPIRE', KEYS[1], 14400000)
return 1
