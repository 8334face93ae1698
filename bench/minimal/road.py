"""The product as it is, with one constant page more: what the road to a page costs."""

from opora.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.minimal.road_urls"
