-- GitHub refused: nobody sends before the time that it named, or where it named none, for at least a minute, growing.
-- KEYS: state hash
-- ARGV: now, sent, until (ms, empty when GitHub named none), resource (empty: a secondary refusal), forget (ms)
-- Answers until when.
local now, sent, named = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('PEXPIRE', KEYS[1], 14400000)
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[4] .. ':remaining', 0, ARGV[4] .. ':reset', ARGV[3])
  return named
end

local state = redis.call('HMGET', KEYS[1], 'closed_until', 'refused_at', 'level')
local closed, refused, level = tonumber(state[1] or nil) or 0, tonumber(state[2] or nil) or 0, tonumber(state[3] or nil) or 0
if sent > refused then -- requests that were under way together are one refusal
  if level > 0 then level = math.max(0, level - math.floor((now - refused) / tonumber(ARGV[5]))) end
  level = math.min(4, level + 1)
  refused = now
end
closed = math.max(closed, named or (refused + 60000 * 2 ^ (level - 1)))
redis.call('HSET', KEYS[1], 'closed_until', string.format('%.0f', closed), 'refused_at', string.format('%.0f', refused),
  'level', string.format('%.0f', level))
redis.call('PEXPIRE', KEYS[1], 14400000)
return closed
