package dev.gapless.checkpoint.coverage.certificates;

import com.nimbusds.jose.jwk.JWK;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The table, without a database. */
final class TestPublicKeys implements PublicKeys {

    private final Queue<JWK> keys = new ConcurrentLinkedQueue<>();

    @Override
    public void add(JWK key) {
        if (keys.stream().noneMatch(there -> there.getKeyID().equals(key.getKeyID()))) {
            keys.add(key.toPublicJWK());
        }
    }

    @Override
    public List<JWK> all() {
        return List.copyOf(keys);
    }
}
