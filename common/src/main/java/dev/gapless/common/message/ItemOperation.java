package dev.gapless.common.message;

/** What happened to an item. At the same version the later constant wins: delete over update over create. */
public enum ItemOperation {
    CREATE,
    UPDATE,
    DELETE
}
