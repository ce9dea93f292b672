package dev.gapless.chaos;

import java.io.IOException;
import java.util.List;

/** Redis is killed and does not come back. */
final class RedisGone implements HostFault {

    private long killed;

    @Override
    public void prepare() {}

    @Override
    public void strike() throws IOException {
        List<ProcessHandle> servers = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("redis-server"))
                .toList();
        servers.forEach(ProcessHandle::destroyForcibly);
        killed += servers.size();
    }

    @Override
    public void heal() {}

    @Override
    public long fired() {
        return killed;
    }

    @Override
    public void end() {}
}
