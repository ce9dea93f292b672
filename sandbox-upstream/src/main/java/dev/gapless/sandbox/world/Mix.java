package dev.gapless.sandbox.world;

/**
 * What becomes of posts, in percent of their events; the rest are new ones.
 *
 * @param edits of a post that is alive
 * @param deletes of a post that is alive
 */
record Mix(int edits, int deletes) {

    static final Mix PAST = new Mix(20, 5);
    static final Mix LIVE = new Mix(30, 10);
}
