-- KEYS as in admit.lua; ARGV: µs from call to call, µs since the refused call was made, what is left of the rate after a
-- refusal, the least of the manifest's rate, µs in which the rate climbs from nothing to the manifest's
-- a call that was made before the last refusal was counted belongs to it; gives 1 when this one counts
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local most = 1000000 / tonumber(ARGV[1])
local climb = tonumber(ARGV[5])
local learned = redis.call('HMGET', KEYS[4], 'rate', 'since')
local rate = most
if learned[1] then
    local since = tonumber(learned[2])
    if now - tonumber(ARGV[2]) <= since then
        return 0
    end
    rate = math.min(most, tonumber(learned[1]) + most * (now - since) / climb)
end
rate = math.max(most * tonumber(ARGV[4]), rate * tonumber(ARGV[3]))
redis.call('HSET', KEYS[4], 'rate', string.format('%.9f', rate), 'since', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[4], math.ceil(climb / 1000))
return 1
