-- May a request of this installation be sent? Time is a parameter; key expiry only clears away what nobody uses any more.
-- KEYS: state hash, requests under way (score: end of lease), points of reads (score: running total, member: total:points:at)
-- ARGV: now, id, writes (0|1), resource, points, allowed points, window, allowed at once, lease end, ahead, reserve percent, forget (ms)
-- Answers {granted, at}: send at that time, or ask again then.
local now, id, writes, resource = tonumber(ARGV[1]), ARGV[2], ARGV[3] == '1', ARGV[4]
local points, allowed, window = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local state = redis.call('HMGET', KEYS[1], 'closed_until', 'refused_at', 'level',
  resource .. ':limit', resource .. ':remaining', resource .. ':reset')
local function number(i) return tonumber(state[i] or nil) end

local closed = number(1) or 0
if closed > now then return {0, closed} end

local remaining, reset = number(5), number(6)
local counted = remaining and reset and reset > now
if counted then
  local reserve = writes and 0 or math.floor((number(4) or 0) * tonumber(ARGV[11]) / 100)
  if remaining - 1 < reserve then return {0, reset} end
end

local at = now
if not writes then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[8]) then return {0, now + 100} end

  local level = number(3) or 0
  if level > 0 then
    level = math.max(0, level - math.floor((now - (number(2) or 0)) / tonumber(ARGV[12])))
  end
  local lowered = math.max(1, math.floor(allowed / 2 ^ level))
  local function entry(member)
    local total, units, sent = string.match(member, '(%d+):(%d+):(%d+)')
    return tonumber(total), tonumber(units), tonumber(sent)
  end
  local total = 0
  local last = redis.call('ZREVRANGE', KEYS[3], 0, 0)[1]
  if last then
    local sent
    total, _, sent = entry(last)
    at = math.max(at, sent)
  end
  -- The number of the point that must have left the window before these fit in.
  local leaving = total + math.min(points, lowered) - lowered
  if leaving > 0 then
    local holder = redis.call('ZRANGEBYSCORE', KEYS[3], leaving, '+inf', 'LIMIT', 0, 1)[1]
    if holder then
      local upto, units, sent = entry(holder)
      if upto - units < leaving then at = math.max(at, sent + window) end
    end
  end
  if at > now + tonumber(ARGV[10]) then return {0, at} end

  total = total + points
  redis.call('ZADD', KEYS[3], total, string.format('%.0f:%.0f:%.0f', total, points, at))
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', total - allowed)
  redis.call('ZADD', KEYS[2], ARGV[9], id)
  redis.call('PEXPIRE', KEYS[2], 7200000)
  redis.call('PEXPIRE', KEYS[3], 7200000)
end

if counted then redis.call('HINCRBY', KEYS[1], resource .. ':remaining', -1) end
return {1, at}
