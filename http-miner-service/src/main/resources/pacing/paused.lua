-- KEYS as in admit.lua; gives the rest of the pause in µs, 0 when there is none
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
return math.max(0, tonumber(redis.call('GET', KEYS[2]) or '0') - now)
