"""Addresses of sockets."""

from django.urls import path

from apps.live.consumers import TopicConsumer

websocket_urlpatterns = [path("ws/live", TopicConsumer.as_asgi())]
