package dev.gapless.checkpoint.checkpoints;

import tools.jackson.databind.node.ObjectNode;

/** Work that can stop anywhere between two saves, and go on in another process. */
public interface Checkpointable {

    /** All it needs to go on from here, at schema {@link StateSchema#CURRENT}. */
    ObjectNode create();

    /** Goes on from there. Of work that was never saved, the state holds what every state holds and nothing else. */
    void restore(ObjectNode state);

    boolean isProcessingComplete();
}
