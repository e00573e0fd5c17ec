\echo Use "CREATE EXTENSION walkshed" to load this file. \quit
