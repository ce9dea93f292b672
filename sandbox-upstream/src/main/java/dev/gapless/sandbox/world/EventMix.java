package dev.gapless.sandbox.world;

/**
 * What becomes of posts, in percent of their events; the rest are new ones.
 *
 * @param edits of a post that is alive
 * @param deletes of a post that is alive
 */
record EventMix(int edits, int deletes) {

    static final EventMix PAST = new EventMix(20, 5);
    static final EventMix LIVE = new EventMix(30, 10);
}
