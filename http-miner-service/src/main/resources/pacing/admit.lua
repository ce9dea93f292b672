-- KEYS: when the budget is full again, until when the upstream asked to pause (both µs since the epoch, Redis's clock);
-- µs from call to call that the upstream permits now, where it says so; the rate that refusals have taught (refused.lua)
-- ARGV: µs from call to call, burst, patience in µs, µs in which a taught rate climbs from nothing to the manifest's
-- gives {1, µs until the call may be made}, its place taken; or {0, µs until it is worth asking again}
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local interval = tonumber(ARGV[1])
local start = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
-- an interval that no longer holds must hold no caller
local holds_until = now + redis.call('PTTL', KEYS[3]) * 1000
local stretched = math.min(start + tonumber(redis.call('GET', KEYS[3]) or '0'), holds_until)
local learned = redis.call('HMGET', KEYS[4], 'rate', 'since')
local paced = interval
if learned[1] then
    local most = 1000000 / interval
    local climb = tonumber(ARGV[4])
    local rate = math.min(most, tonumber(learned[1]) + most * math.max(0, now - tonumber(learned[2])) / climb)
    -- once the rate has climbed, nothing holds a call for longer than the manifest does
    paced = math.max(interval, math.ceil(math.min(1000000 / rate, interval + climb * (1 - rate / most))))
end
local full_at = math.max(start + paced, stretched)
local paused = tonumber(redis.call('GET', KEYS[2]) or '0')
-- a rested budget gives a call at once, however slow it has become
local turn = math.max(now, paused, full_at - math.max(paced, tonumber(ARGV[2]) * interval))
if turn - now > tonumber(ARGV[3]) then
    return {0, turn - now}
end
-- Lua would write a number of this size with an exponent
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000) + 1000)
return {1, turn - now}
